/* On a narrow screen the filters start folded, so that the offers come first. Without this script they stand open. */
if (matchMedia("(max-width: 61.99em)").matches) document.querySelector(".site-filters__fold").open = false;
