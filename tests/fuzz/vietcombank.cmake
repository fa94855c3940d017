# Seeds out of tests/vectors/vietcombank: the bank's calls, our answers, notices of the checkout, and answers of its.
function(dvc_vietcombank_seeds)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/seeds/vietcombank)
  file(READ ${CMAKE_SOURCE_DIR}/tests/vectors/vietcombank/messages.json text)
  foreach(i RANGE 3)
    string(JSON name GET "${text}" vectors ${i} name)
    string(JSON body GET "${text}" vectors ${i} expected body)
    file(WRITE ${out}/${name} "${body}")
  endforeach()
  file(READ ${CMAKE_SOURCE_DIR}/tests/vectors/vietcombank/checkout_notice.json text)
  foreach(i RANGE 2)
    string(JSON input GET "${text}" vectors ${i} input)
    string(JSON count LENGTH "${input}")
    math(EXPR last "${count} - 1")
    set(form "")
    foreach(at RANGE ${last})
      string(JSON name MEMBER "${input}" ${at})
      string(JSON value GET "${input}" ${name})
      string(REPLACE " " "+" value "${value}")
      string(APPEND form "${name}=${value}&")
    endforeach()
    string(JSON checksum GET "${text}" vectors ${i} expected checksum)
    file(WRITE ${out}/notice-${i} "${form}checksum=${checksum}")
  endforeach()
  set(token "90001-8f14e45fceea167a5a36dedd4bea2543")
  file(WRITE ${out}/created "{\"result_code\":\"0000\",\"result_data\":{\"token_code\":\"${token}\",\
\"checkout_url\":\"https://vietcombank.nganluong.vn/vi/1\"}}")
  file(WRITE ${out}/order "{\"result_code\":\"0000\",\"result_data\":{\"token_code\":\"${token}\",\
\"order_code\":\"KG7Q2M9XC4T8W1ZB\",\"amount\":\"12000\",\"currency\":\"VND\",\"status\":\"3\"}}")
  file(WRITE ${out}/refund "{\"result_code\":\"0000\",\"result_data\":{\"ref_code_refund\":\"RF26A000101\",\
\"amount\":\"12000\",\"token_code\":\"${token}\",\"transaction_refund_id\":\"88001\",\"transaction_status\":\"2\",\
\"checksum\":\"521e21e513eb1a873892b48951370bd89a1ea10243ec4b6077eb9f22d0825b19\"}}")
  file(WRITE ${out}/rows "{\"context\":{\"refMessageId\":\"1\",\"responseStatus\":{\"errorCode\":\"0\"}},\"payload\":\
{\"data\":[{\"transactionId\":\"7\",\"amount\":\"12000\",\"transactionTime\":\"15-01-2026 09:02:05\",\
\"remark\":\"DVCKG7Q2M9XC4T8W1ZB\",\"dorc\":\"C\"}]}}")
  file(WRITE ${out}/advice "{\"context\":{\"channelId\":\"VCB\",\"channelRefNumber\":\"2026011512000001\",\
\"requestDateTime\":\"15-01-2026 12:00:00\"},\"payload\":{\"providerId\":\"DVCTS2\",\"serviceId\":\"BC1\",\
\"account\":\"0071000123456\",\"amount\":\"12000\",\"currency\":\"VND\",\"dorc\":\"C\",\"transactionTime\":\
\"15-01-2026 12:00:00\",\"remark\":\"DVCKG7Q2M9XC4T8W1ZB\",\"hostInfo\":{\"tellerId\":\"1\",\"seqNo\":\"2\",\
\"branch\":\"3\"}},\"signature\":\"465e5b84a757cb5d105ab69ac3adcb37136807d6bf165a481871e67861407383\"}")
endfunction()

dvc_vietcombank_seeds()
dvc_fuzz(NAME vietcombank_fuzz USES vietcombank toolkit crypto ports domain SEEDS ${CMAKE_CURRENT_BINARY_DIR}/seeds/vietcombank)
