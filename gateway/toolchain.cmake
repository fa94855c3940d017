# Compiler, warnings, sanitizers, optional accelerators. clang 19 ships; g++ 12 is a second opinion.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)  # every program in one place

option(DVCPAY_BUILD_TESTS "Build tests, sandbox and benchmarks" ON)
option(DVCPAY_FUZZ "Build the libFuzzer targets" OFF)
option(DVCPAY_BEAST_FREE "Leave out every room that needs Beast (the g++ second opinion)" OFF)
set(DVCPAY_SANITIZE "" CACHE STRING "address;undefined | thread | empty")

option(DVCPAY_UNITY "Compile several sources of a target as one" OFF)
option(DVCPAY_PCH "Precompile the libraries' headers (off in the gcc preset, which so finds a missing include)" ON)

find_program(DVCPAY_CCACHE ccache)
if(DVCPAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness is what ccache asks for before it caches a user of precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${DVCPAY_CCACHE})
endif()
find_program(DVCPAY_MOLD mold)
if(DVCPAY_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(dvcpay_options INTERFACE)
target_compile_options(dvcpay_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Werror
  # Compiled with others, a file also shadows their names; every file is looked at alone as well.
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>)
target_compile_definitions(dvcpay_options INTERFACE
  _GLIBCXX_ASSERTIONS BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_VISIBILITY=0)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT DVCPAY_SANITIZE)
  target_compile_options(dvcpay_options INTERFACE -fstack-protector-strong
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:DVCPAY_UNOPTIMISED>>>:-D_FORTIFY_SOURCE=2>)
endif()
foreach(sanitizer IN LISTS DVCPAY_SANITIZE)
  add_compile_options(-fsanitize=${sanitizer} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizer})
  if(sanitizer STREQUAL "undefined")
    add_compile_options(-fno-sanitize-recover=all)
  endif()
endforeach()
if(DVCPAY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(SQLite3 REQUIRED)
# The libraries' own headers are not ours to warn about.
add_library(dvcpay_boost INTERFACE)
target_include_directories(dvcpay_boost SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
target_link_libraries(dvcpay_boost INTERFACE Threads::Threads)

# Two sets of precompiled headers: of the rooms that know Asio and JSON, and of the unit tests, which are
# built without optimisation. They hold libraries only, never a header of ours: the borders stand.
function(dvc_precompiled name)
  cmake_parse_arguments(P "" "" "HEADERS;LIBS" ${ARGN})
  if(NOT DVCPAY_PCH)
    return()
  endif()
  set(empty ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
  file(CONFIGURE OUTPUT ${empty} CONTENT "// The headers alone.\n")
  add_library(${name} OBJECT ${empty})
  target_link_libraries(${name} PRIVATE dvcpay_options dvcpay_boost ${P_LIBS})
  target_precompile_headers(${name} PRIVATE ${P_HEADERS})
  # Cached, it would name the headers of another working tree.
  set_target_properties(${name} PROPERTIES CXX_COMPILER_LAUNCHER "")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
# Several sources of a target compiled as one: less than half the work of a cold build, more after touching one file.
# So every preset does it but debug, which one works with, and gcc; these two, and clang-tidy on debug, look at each
# file by itself. Files that share a name in their unnamed namespaces cannot be one: alone.cmake names those that
# stand alone.
include(${CMAKE_CURRENT_LIST_DIR}/alone.cmake)
function(dvc_unity target)
  if(NOT DVCPAY_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    file(REAL_PATH ${source} whole)
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${whole})
    if(path IN_LIST DVCPAY_ALONE)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
endfunction()
# Fortified functions want optimisation, so they go together.
function(dvc_unoptimised target)
  set_target_properties(${target} PROPERTIES DVCPAY_UNOPTIMISED ON)
  target_compile_options(${target} PRIVATE -O0)
endfunction()
function(dvc_use_precompiled target name)
  if(TARGET ${name})
    target_precompile_headers(${target} REUSE_FROM ${name})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
  endif()
endfunction()

set(DVCPAY_COMMON_HEADERS
  <algorithm> <array> <atomic> <chrono> <cstdint> <deque> <filesystem> <fstream> <functional> <map> <memory>
  <mutex> <optional> <ranges> <set> <span> <sstream> <string> <string_view> <thread> <unordered_map> <utility>
  <variant> <vector>
  <boost/outcome/basic_result.hpp> <boost/outcome/policy/terminate.hpp> <boost/outcome/try.hpp>
  <boost/asio/any_io_executor.hpp> <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp>
  <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp> <boost/asio/post.hpp> <boost/asio/steady_timer.hpp>
  <boost/asio/use_awaitable.hpp> <nlohmann/json.hpp>)
dvc_precompiled(dvcpay_headers HEADERS ${DVCPAY_COMMON_HEADERS} LIBS nlohmann_json::nlohmann_json)
