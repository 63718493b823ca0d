"""The open data of Choisir le service public: a CSV file of all offers of the public service, of uneven quality."""
