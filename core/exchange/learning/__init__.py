"""Courses, activities, quizzes, enrolments, completions and results in files."""
