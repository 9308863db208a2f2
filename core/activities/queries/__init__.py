"""Reading activities, their skill links, results, and quizzes."""
