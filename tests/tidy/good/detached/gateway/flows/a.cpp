group_.spawn(run());  // never detached
