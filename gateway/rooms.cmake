# room(NAME flows DIR gateway/flows SOURCES a.cpp USES ports domain LIBS OpenSSL::Crypto [PURE] [BEAST] [PRECOMPILED])
#
# A room is one static library with its own include root: <build>/view/<name>/<name> links to the
# room's folder, so `#include "flows/expire.hpp"` compiles only in targets that name `flows` in USES.
# A border between rooms is therefore a compile error. USES is public (headers show through), LIBS private.
# DIR: where absent, the folder of the file that calls.
# PRECOMPILED: the libraries' headers come precompiled (toolchain.cmake); for rooms that know Asio and JSON.
function(room)
  cmake_parse_arguments(R "PURE;BEAST;PRECOMPILED" "NAME;DIR" "SOURCES;USES;LIBS" ${ARGN})
  if(R_BEAST AND DVCPAY_BEAST_FREE)
    return()
  endif()
  if(NOT R_DIR)
    file(RELATIVE_PATH R_DIR ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_LIST_DIR})
  endif()
  set(view ${CMAKE_BINARY_DIR}/view/${R_NAME})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${R_DIR} ${view}/${R_NAME} SYMBOLIC)
  list(TRANSFORM R_USES PREPEND room_)
  if(R_SOURCES)
    list(TRANSFORM R_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/${R_DIR}/)
    add_library(room_${R_NAME} STATIC ${R_SOURCES})
    target_include_directories(room_${R_NAME} PUBLIC ${view})
    target_link_libraries(room_${R_NAME}
      PUBLIC ${R_USES} dvcpay_boost PRIVATE dvcpay_options ${R_LIBS})
    dvc_unity(room_${R_NAME})
    if(R_PRECOMPILED)
      dvc_use_precompiled(room_${R_NAME} dvcpay_headers)
    endif()
    if(R_PURE)
      target_compile_options(room_${R_NAME} PRIVATE
        -include ${CMAKE_SOURCE_DIR}/gateway/pure.hpp)
    endif()
  else()
    add_library(room_${R_NAME} INTERFACE)
    target_include_directories(room_${R_NAME} INTERFACE ${view})
    target_link_libraries(room_${R_NAME} INTERFACE ${R_USES} dvcpay_boost)
  endif()
endfunction()
