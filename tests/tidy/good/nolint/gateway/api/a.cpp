int a = 1;  // NOLINT(bugprone-x): the value is the wire's
