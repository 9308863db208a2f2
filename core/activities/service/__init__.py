"""Changes to courses, activities, skill links, results and quizzes."""
