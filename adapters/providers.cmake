# The providers, one line each: a folder under adapters/ with a room of the same name and a module() in its namespace.
# Everything else that must know of a provider is made from this list.
set(DVCPAY_PROVIDERS
    bidv
    momo
    shb
    vietcombank
    vietinbank
    viettelpay
    vnptpay
    vpbank
)
