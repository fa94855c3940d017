find_package(tomlplusplus REQUIRED GLOBAL)
find_package(CLI11 REQUIRED GLOBAL)
find_package(fmt REQUIRED GLOBAL)
# Configuration and catalogue: shared by dvcpayd and dvcpay, needs no socket.
room(NAME app DIR gateway/app PRECOMPILED
     SOURCES config.cpp config_check.cpp config_fault.cpp config_portal.cpp config_providers.cpp config_secrets.cpp
             config_section.cpp config_server.cpp config_tree.cpp csv.cpp catalogue_csv.cpp
             catalogue_import.cpp process.cpp private_file.cpp ring_files.cpp backup_file.cpp
     USES api ${DVCPAY_PROVIDERS} toolkit crypto ports domain
     LIBS tomlplusplus::tomlplusplus fmt::fmt)

# known_providers.cpp is made of adapters/providers.cmake.
set(DVCPAY_MODULE_INCLUDES "")
set(DVCPAY_MODULES "")
foreach(name ${DVCPAY_PROVIDERS})
  string(APPEND DVCPAY_MODULE_INCLUDES "#include \"${name}/module.hpp\"\n")
  string(APPEND DVCPAY_MODULES "&${name}::module(), ")
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/known_providers.cpp.in ${CMAKE_BINARY_DIR}/made/known_providers.cpp @ONLY)
target_sources(room_app PRIVATE ${CMAKE_BINARY_DIR}/made/known_providers.cpp)

# A whole gateway; for main.cpp and for tests that run one in their own process.
room(NAME wiring DIR gateway/app BEAST PRECOMPILED
     SOURCES wiring.cpp wiring_house.cpp wiring_adapters.cpp wiring_health.cpp wiring_options.cpp
             wiring_secrets.cpp wiring_witness.cpp
     USES app api store net ops flows toolkit crypto ports domain
     LIBS nlohmann_json::nlohmann_json)
if(TARGET room_wiring)
  target_compile_definitions(room_wiring PRIVATE DVCPAY_VERSION="${PROJECT_VERSION}")
  add_executable(dvcpayd ${CMAKE_SOURCE_DIR}/gateway/app/main.cpp)
  set_target_properties(dvcpayd PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  target_link_libraries(dvcpayd PRIVATE room_wiring dvcpay_options CLI11::CLI11)
  dvc_use_precompiled(dvcpayd dvcpay_headers)
endif()
