# What the command line says is a library, so that its words can be tested; the program only parses.
find_package(CLI11 REQUIRED GLOBAL)
find_package(fmt REQUIRED GLOBAL)
find_library(DVCPAY_XLSXWRITER xlsxwriter REQUIRED)
room(NAME cli DIR gateway/cli BEAST PRECOMPILED
     SOURCES explain.cpp table.cpp call.cpp payments.cpp answer.cpp change.cpp money.cpp webhooks.cpp manual_list.cpp admin.cpp offline.cpp doctor.cpp audit.cpp upkeep.cpp backup.cpp restore.cpp scratch.cpp progress.cpp
     USES app api flows store net ops crypto ports domain
     LIBS nlohmann_json::nlohmann_json fmt::fmt ${DVCPAY_XLSXWRITER})
if(TARGET room_cli)
  add_executable(dvcpay ${CMAKE_SOURCE_DIR}/gateway/cli/main.cpp ${CMAKE_SOURCE_DIR}/gateway/cli/money_commands.cpp
                        ${CMAKE_SOURCE_DIR}/gateway/cli/upkeep_commands.cpp ${CMAKE_SOURCE_DIR}/gateway/cli/api_commands.cpp
                        ${CMAKE_SOURCE_DIR}/gateway/cli/webhook_commands.cpp ${CMAKE_SOURCE_DIR}/gateway/cli/completion.cpp)
  set_target_properties(dvcpay PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  target_link_libraries(dvcpay PRIVATE room_cli dvcpay_options CLI11::CLI11 fmt::fmt nlohmann_json::nlohmann_json)
  dvc_unity(dvcpay)
  dvc_use_precompiled(dvcpay dvcpay_headers)
endif()
