"""Under which headings the CMS offers the blocks."""

TEXT = "Textes"
PICTURE = "Images et vidéos"
FACTS = "Chiffres et déroulés"
LINKS = "Liens et mises en avant"
