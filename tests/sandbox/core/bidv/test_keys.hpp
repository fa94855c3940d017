#pragma once
// The keys of the public test vectors, one line each, without armour. They open nothing.
#include <string_view>

namespace dvcpay::sandbox::bidv {

inline constexpr std::string_view partner_key_line =
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDdMnVPoy3nTzc5FaQmXXJCesMCa62PWXPy"
    "sbILDusa+DgIqG0v4WosEZkGTyBD5wZdJadRaTY/yJsPLxKLgRnqAZdVvB0gmqY8q8D2GfTk6jme9pE5ePA7"
    "Oye2fdENfSCjIRVSLsIZ1+Blghy2LrfPpD0UK3QkYpMR/EqEiUPm+Z3V549VX1KLaAP3EPAtkF+f1K2bZYua"
    "Ktez1zoTGgcZdTsSNuCWlQNtDwgkJ8jT01us0vwN1b8It3nhI2nOJ2qYr0mHyrctywsmcG8nwMEoYWmxiLNo"
    "C3d/OWIWT0PhJcYXwVvjU7/YVZiT5v38CL6ho+SjW1GKxSzLInnGz97tAgMBAAECggEABslK2sFMNzyG796/"
    "b9iOGNwLVO0DdifDFum8vKTIhxtLx3g4tq9ZF+EHq4SMnjNdo/NJHtug08l5Iw4eqN5dHSt5/ndhrWO760CZ"
    "uvMw6upaD4vLs30Htx7UKRUob3GB/tSVAuB3CV6bfoHEv7zPMYpTFWX/5N3hWpE9orNTZ1Kn7o7+T4vdsOIR"
    "6qYz6Aai7D0WE7STmDsFO/VLd4ExugU08J4WXmy1jfrflibJVWTeA9u1z7n7L0RXU6ICktbfP3wdE1PTMpQe"
    "6XC1FRxRZr4UeIF/tlq9RVg27f4+Kdmob4FBFAaXA/hzk9CBamtEHHelmg9lpM55/9wVeAGeAQKBgQD1bHHi"
    "HWByRoH1bl4LH++3QA9mq3tDd37jWN+Of+5qkVko6XXiPXJy38jpymDF1akFYKYCSn6RXAV9miMrTFrrdYWc"
    "R2RfgW9tMNNNpfBnjM+FzCvIIZLuTa8KtvP1ccb4hdE6WJLlPjYy4QaOMUMx4JgbCiEr1KJ3n3QXj4+vZQKB"
    "gQDmur4N1D0FWfrALrXLeZyMKs3PUw6zJuwbh81NmFlKTCZjlQQCMAAbEv3FQ+pjOXisGrmqN3vQ03YRq6tA"
    "mxQ1q4/4sl1c+Ch/toLWEkWsvZaS7hwK3pq0pEeXF2X7PXu1/rWorcQzkgq+czSmwwutuMIv6sFQopkDeP8w"
    "zcaM6QKBgQCZ8BqCnLCJHSaY3lBIpBCFHb5LRNY9HC/PxEf9JstRtrd5DO6vKKGn4iwwUItgq8Knp9aY60b2"
    "QAUFom/a0brZo85ZlwIjUZmloJF5S9M98Dmej9EKZ9y0cq+PhfABjQsjiTQSZ8pD1kDCqxikicu+9kQR+cmS"
    "p338kFyOBrM2bQKBgQCvDRtIbq/lMYE28blnqNqG1arUExXiAjO8J2ox5tZHskKl5tblufk6kUwLsB1SLrZJ"
    "DPW0GOhNZUH84hvJpl7M4V8XtmtzL6u6SYQ2WiKWjjiBPTn1XTJOvxy5mzz6QolraNX2Je/nmHOiTtGxe+WO"
    "ZdCefiMwxEwHAHPMWTK8kQKBgFswYG6pzadhlMegX/ohLDw5Del00+/uR89Dy0wF1/HLbY9lcjx8rJRFkkuU"
    "NskWq3qDW+wvDLEefR15AHFNl0TXEMJYNODV/pvNK+68E7X1MDSs1rg6zsZoohFHc/6JQnqnXiGJbGm2JAC2"
    "hDlHSov2vEXH+MYkKOVm7nLNPAgy";
inline constexpr std::string_view partner_certificate_line =
    "MIICxzCCAa+gAwIBAgIDD0JBMA0GCSqGSIb3DQEBCwUAMCYxCzAJBgNVBAYTAlZOMRcwFQYDVQQDDA5rZy1w"
    "b3J0YWwtdGVzdDAeFw0yNjAxMDEwMDAwMDBaFw0zNjAxMDEwMDAwMDBaMCYxCzAJBgNVBAYTAlZOMRcwFQYD"
    "VQQDDA5rZy1wb3J0YWwtdGVzdDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAN0ydU+jLedPNzkV"
    "pCZdckJ6wwJrrY9Zc/KxsgsO6xr4OAiobS/haiwRmQZPIEPnBl0lp1FpNj/Imw8vEouBGeoBl1W8HSCapjyr"
    "wPYZ9OTqOZ72kTl48Ds7J7Z90Q19IKMhFVIuwhnX4GWCHLYut8+kPRQrdCRikxH8SoSJQ+b5ndXnj1VfUoto"
    "A/cQ8C2QX5/UrZtli5oq17PXOhMaBxl1OxI24JaVA20PCCQnyNPTW6zS/A3Vvwi3eeEjac4napivSYfKty3L"
    "CyZwbyfAwShhabGIs2gLd385YhZPQ+ElxhfBW+NTv9hVmJPm/fwIvqGj5KNbUYrFLMsiecbP3u0CAwEAATAN"
    "BgkqhkiG9w0BAQsFAAOCAQEARhW5CiD4DgAl/sSd6I9V5erGVHZ7WEIvmNT3jq9F+X33YxFLr+wFy/hO2ZY1"
    "mtaV4JpPOExWrlayTtvaKczR69Pmfewu83/ZZ1WrBFehTmc0h5yJ0A53hxQAWgRC79lMeEFy08OkBm988iAP"
    "KhpS21y+tATpw2qU5uoLuKBiQTZL9f/7jB56KkkinM+Gd0wTqv+n9Qo0qK2NHU0yWgoqny4l/+oBnO5GTCIa"
    "IC3YVMITCQxr5w9ca6ueKvKDrcvrC88dTRV+o2xfE+/h8G0TrTxofgTCNVfZcsECYPTVZ/im7zE5N3gHWZ8O"
    "k4YObjBgxcBx+sTuyPHVOPzFoB1rxA==";
inline constexpr std::string_view bank_key_line =
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC8KshEN+6E6mAGUL31rLH/zLnQ2FoAAGe3"
    "wl1R92qhaIH8H9FjKxxtEN7ltkw8tu7MQPJvOTYCeP2GCVZHt35QX2HW1TDSk3Sryt7fX/1LZi78l6O/Rr8a"
    "1S37tt4QMlosNO0AyRep2cXU/y8WegI+S/i03oltK6/grBieYPt7wym5dDYPv6FylJ+L2wUuUzwTqkVcFKHF"
    "8T6+KccsAgK8Cac52Dr/1n6pamydS1qelscQzC9zAyvqZQtKypnl1OSv7Ii/PgA0b87VhwCJpXch7n4sZZm2"
    "UwPo4FxBfO28QRgZdezNCfavAmaCXnEBQvsi/ciLBFKKxJpazg5HtVzdAgMBAAECggEAJXKjPBZgiQHG/gLE"
    "J1hI7XZeNZ7VHIJ4IcVUAqvJhBlzIwznBEQwalFM9uz2k6+5axty1ClP4yKWm/4QNoIhaJfu9g0kJAhWFBly"
    "DQUCuSZ7K+h23WqUPmAWQG3mmFUZBoq67yjWJYayXT8y7Rd3ilPeyYovUfN7k2xUkvKMohbAAD/5lM1M5Yvw"
    "vyB6dHu1YIrDF1qeGprngW+6tDO2UMUgGJ2B9duCdyCRzYYQFcyW/Z1HDwKRQ2mCu0A2Z347DH7zi2eXiT+Z"
    "0yTB8Q6vvVasBvIXUmGk3yYOuOtWxr4eNwdGbRh/2+Sn/yb/0gUvh4Stuz+h28mw8a629BXBqQKBgQDfE251"
    "nHveNvmA/MNwI2MnDiJA93SP5Pe83Ya0FGK1R4wMUu2dKQymi1xFJVd2yqRvPS+S2PkCtLaDQ0VnRkc++DQ+"
    "b2CLzHtOLBIFgvzT3UJji5pdcmrN0PTyUzTj2Jd9ob0L0TYvnRNissWTFjTHCcVNvEOl48yCaA/LoHb/BQKB"
    "gQDX8GC4TeBKRlw4qt7s0F2IvzPKtG166FH2a6Le4j8IbzJ8w4aMPtDxcH8BX8ijVrVRz8Tu/lDBtT89N8p9"
    "kp7xh8TuBSi7tkMjyJH72+HmnZK0E10dDsK7ZkKh3Y6uFXDKqmk8NM2ey8YfYwQ07DpmO897I0hCypy2Qidt"
    "m5Dd+QKBgH2K/whbt+54e/SWzBrJH500PBzZ5xSwZKg69/tS2bZx/KRW63keSAtWtOgJOu8U3nPoOGTpjUJz"
    "l5/J9T5I9AHBSA23OtuSifaVoNLPRCCsDhfd0lMy+F66cZALOeHc3G0M4ErNRDSJrwZF3CGKRsuZeRvljyDG"
    "Uis2C2Wq+i1NAoGAe5KTxuTJ9bdODx+5csvKuvawLNAT1sIcJWhzTBks+SapPbymwpsv9vrps1+c8dws5yR/"
    "DkV68V9HUUEcH8BINO/9Qjixlro2scOVxwuNuutxiJuMLZTE23kpqHehrv2WDmR21H1jLfxu5IdFYQPOZ7LS"
    "iSUntRE9nQ8+gPsFbAECgYAlN75chuhTLuVxLUvQVXXsankIkvg3s0E0f+zIb1K+LprjxSiTnWl8N7wltmvd"
    "n8dLpfn0wop15aI/VMhiOVhIYDD1AWbn9Pl/8Q7l/ApnFM3uO7ZR9EQj3iibIETBuU/WfUntC3LydhueehUX"
    "DMYqw71Qq6FMpH5nHUih2BhzJw==";
inline constexpr std::string_view bank_public_line =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvCrIRDfuhOpgBlC99ayx/8y50NhaAABnt8JdUfdq"
    "oWiB/B/RYyscbRDe5bZMPLbuzEDybzk2Anj9hglWR7d+UF9h1tUw0pN0q8re31/9S2Yu/Jejv0a/GtUt+7be"
    "EDJaLDTtAMkXqdnF1P8vFnoCPkv4tN6JbSuv4KwYnmD7e8MpuXQ2D7+hcpSfi9sFLlM8E6pFXBShxfE+vinH"
    "LAICvAmnOdg6/9Z+qWpsnUtanpbHEMwvcwMr6mULSsqZ5dTkr+yIvz4ANG/O1YcAiaV3Ie5+LGWZtlMD6OBc"
    "QXztvEEYGXXszQn2rwJmgl5xAUL7Iv3IiwRSisSaWs4OR7Vc3QIDAQAB";

}  // namespace dvcpay::sandbox::bidv
