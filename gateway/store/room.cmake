room(NAME store DIR gateway/store PRECOMPILED
     SOURCES sqlite/connection.cpp sqlite/migrate.cpp sqlite/aggregate_load.cpp sqlite/aggregate_save.cpp sqlite/queries.cpp sqlite/numbers.cpp sqlite/money_work.cpp sqlite/search.cpp
             sqlite/events.cpp sqlite/seals.cpp sqlite/history.cpp sqlite/history_rows.cpp sqlite/deliveries.cpp sqlite/catalogue.cpp sqlite/txn.cpp sqlite/upkeep.cpp sqlite/retention.cpp sqlite/backup.cpp sqlite/papers.cpp sqlite/writer.cpp
             sqlite/readers.cpp sqlite/store.cpp
     USES ports domain crypto LIBS SQLite::SQLite3)

# The numbered .sql files are the source of truth; the binary carries their text.
file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/gateway/store/migrations/*.sql)
list(SORT migrations)
set(text "// Made by CMake from gateway/store/migrations/*.sql.\n#include \"store/sqlite/migrate.hpp\"\n\n")
string(APPEND text "namespace dvcpay::sqlite {\n\nstd::vector<Migration> embedded_migrations() {\n    return {\n")
foreach(file IN LISTS migrations)
  get_filename_component(stem ${file} NAME_WE)
  string(REGEX MATCH "^[0-9]+" number ${stem})
  math(EXPR number "1${number} - 10000")
  file(READ ${file} sql)
  string(APPEND text "        {${number}, \"${stem}\", R\"dvcpay(${sql})dvcpay\"},\n")
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
endforeach()
string(APPEND text "    };\n}\n\n}  // namespace dvcpay::sqlite\n")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/store/embedded_migrations.cpp CONTENT "${text}" @ONLY)
target_sources(room_store PRIVATE ${CMAKE_BINARY_DIR}/generated/store/embedded_migrations.cpp)
