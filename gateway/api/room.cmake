find_library(DVCPAY_QRCODEGEN qrcodegencpp REQUIRED)

room(NAME api DIR gateway/api PRECOMPILED
     SOURCES json.cpp canonical.cpp language.cpp field.cpp body_reader.cpp problem_table.cpp problem.cpp
             render.cpp render_lists.cpp cursor.cpp party.cpp payment_body.cpp query.cpp trace.cpp auth.cpp
             rate_limit.cpp allowlist.cpp call.cpp router.cpp api.cpp payments.cpp payment_changes.cpp refunds.cpp incidents.cpp destination.cpp
             catalogue.cpp webhooks.cpp qr_svg.cpp public.cpp inbound.cpp admin.cpp
             audit.cpp upkeep.cpp export.cpp
     USES flows crypto ports domain LIBS nlohmann_json::nlohmann_json ${DVCPAY_QRCODEGEN})

# The OpenAPI document is data in this folder and bytes in the program: no file to find at run time.
set(openapi_json ${CMAKE_CURRENT_LIST_DIR}/openapi.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${openapi_json})
file(READ ${openapi_json} openapi_hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," DVCPAY_OPENAPI_BYTES "${openapi_hex}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/openapi.cpp.in ${CMAKE_BINARY_DIR}/generated/api/openapi.cpp @ONLY)
target_sources(room_api PRIVATE ${CMAKE_BINARY_DIR}/generated/api/openapi.cpp)
