const char* path = "/tmp/store.db";  // rings
