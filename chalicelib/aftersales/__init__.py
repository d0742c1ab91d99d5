"""What is owed after the sale: facts gathered, rules asked, the answer kept with the complaint."""
