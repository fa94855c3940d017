int a = 1;  // NOLINT
int b = 2;  // NOLINT(bugprone-x)
