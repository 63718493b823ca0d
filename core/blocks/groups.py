"""The group labels of the blocks in the CMS block chooser."""

TEXT = "Textes"
PICTURE = "Images et vidéos"
FACTS = "Chiffres et déroulés"
LINKS = "Liens et mises en avant"
