# Words that Cutroom itself puts into products: titles and marks in the file, text drawn on the picture.

made-with = Made with Cutroom
synthetic-speech = Contains synthetic speech
