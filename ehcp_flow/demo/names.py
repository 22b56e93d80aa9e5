"""Common forenames and made-up or everyday-word surnames, put together at random: they name nobody."""

GIRLS = (
    "Amara", "Amelia", "Anouk", "Aisha", "Beatrix", "Bronwen", "Carys", "Chiamaka", "Chloe", "Daisy", "Divya", "Ebony",
    "Elena", "Ella", "Emily", "Esme", "Fatima", "Faith", "Freya", "Grace", "Hana", "Hannah", "Holly", "Imani", "Ines",
    "Iris", "Isla", "Ivy", "Jasmine", "Kasia", "Keziah", "Layla", "Leila", "Lily", "Linh", "Lucia", "Magda", "Maryam",
    "Maya", "Mei", "Mia", "Nia", "Nadia", "Niamh", "Olena", "Olivia", "Oluchi", "Poppy", "Priya", "Rosa", "Rose", "Ruby",
    "Saoirse", "Sana", "Simran", "Sophie", "Sunita", "Tamsin", "Temperance", "Wren", "Yara", "Zainab", "Zara", "Zoë",
)  # fmt: skip
BOYS = (
    "Aaron", "Adam", "Aleksander", "Alfie", "Ali", "Amir", "Arjun", "Ayaan", "Ben", "Blessing", "Bogdan", "Callum",
    "Charlie", "Cillian", "Connor", "Dafydd", "Daniel", "Dawit", "Dev", "Diego", "Dylan", "Elijah", "Emeka", "Ethan",
    "Felix", "Finn", "Florian", "George", "Hamza", "Harry", "Hugo", "Ibrahim", "Isaac", "Ivo", "Jack", "Jakub", "Jamal",
    "James", "Joel", "José", "Kai", "Kofi", "Kwame", "Leo", "Liam", "Logan", "Luca", "Marek", "Mason", "Mateusz", "Max",
    "Milan", "Mohammed", "Noah", "Oisín", "Oliver", "Omar", "Oscar", "Owen", "Rafael", "Ravi", "Reuben", "Rhys", "Rohan",
    "Sam", "Samuel", "Sanjay", "Seán", "Tariq", "Theo", "Thomas", "Toby", "Tomasz", "Tunde", "Yusuf", "Zac",
)  # fmt: skip
SURNAMES = (
    "Abanto", "Adewood", "Akintide", "Amberley-Moss", "Applewick", "Archdale", "Ashgrove", "Bakerfield", "Balendra",
    "Barleycorn", "Bellweather", "Birchall-Rowe", "Bluebell", "Bramblewood", "Brookside", "Bukhara", "Candlewick",
    "Catkin", "Chandrapur", "Cherrytree", "Cloudsley", "Coppergate", "Cottonwood", "Cranefield", "Dandelio", "Dawnay-Field",
    "De la Brook", "Dewberry", "Dovetail", "Eaglesmoor", "Elderflower", "Emberton", "Ezekwood", "Fairweather", "Fernhollow",
    "Fieldfare", "Firethorn", "Foxglove", "Garnetti", "Goldenrod", "Gorsebank", "Granitska", "Greenaway", "Harvestman",
    "Hawthornley", "Hazelbrook", "Heatherbell", "Hollyoakley", "Honeysett", "Ibisova", "Ivyleaf", "Jadewski", "Jasperson",
    "Juniperi", "Kestrelska", "Kingfisher", "Kowalnik", "Lakeland", "Lanternov", "Larkspurr", "Lavendra", "Lindenwald",
    "Maplethorn", "Marigolde", "Marshmead", "Meadowcroft", "Millstream", "Mistry-Vale", "Moonstone", "Mosswood", "Mwamba-Reed",
    "Nightingall", "Nutbrown", "O'Bracken", "O'Willow", "Oakenshaw", "Okapira", "Orchardson", "Osierly", "Pebblewick",
    "Pinewood", "Plumtree", "Primrosa", "Quillfeather", "Quincewell", "Rainsford-Hay", "Redcurrant", "Ridgeway", "Riverstone",
    "Rosehip", "Rowanbury", "Rushmoor", "Saffronelli", "Sandpiper", "Seabright", "Shellduck", "Silverbirch", "Snowberry",
    "Sparrowe", "Springwell", "Starling-Poole", "Stonecrop", "Sunderleaf", "Swallowfield", "Świerkowa", "Tamarindo",
    "Teasel", "Thistledown", "Thornapple", "Tidewater", "Timberlake-Nye", "Underhay", "Umbrawe", "Valleyfield", "Velloor",
    "Vinterberg", "Waterlily", "Wheatsheaf", "Whitebeam", "Wildgoose", "Willowherb", "Windermoor", "Woodruffe", "Xanthery",
    "Yarrowby", "Yellowhammer", "Zaferan", "Zephyrin",
)  # fmt: skip
