"""The open data of Choisir le service public: a CSV of every offer of the public service, with its dirt."""
