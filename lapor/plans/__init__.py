"""Action plans (Renaksi): what each agency will do this year for handling reports, and the printed book of it."""
