#include "sandbox/vpbank/test_keys.hpp"

namespace dvcpay::sandbox::vpbank {

const std::string& partner_test_key() {
    static const std::string it =
        "-----BEGIN PRIVATE KEY-----\n"
        "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCSLsBhHr6WTQI5\n"
        "K/YXHV4gWo8rwMhTnkJGPl1nOZzCVkTAfA+ihkasXI/KQVIxA/7F6ou1Py/RiPrT\n"
        "O/ZKL3V/bPFYLN/ZTYD1uLn9pvjEJiuOI7pdfJXoU6L3GhYXn9ePUVPQU+x5+vSh\n"
        "J5vbfiOqo5fogzcY4i9Lhqy7hfwT6a3MmfCse1QEP5cTs4FZE1CRT0cMfqd7D5aA\n"
        "lYUmVxPKCRTaZWOBI37GhNFOK4oOpahAD7OgOdj6nZ+elSGIFAGRRsADVfWP0EA2\n"
        "xO4CRjhdEYhRqLh1m95vIJvqUNk+UBKY9+2dS/cQWZDQwlq9Eferf3YPNoF37ijo\n"
        "PHVMHdW7AgMBAAECggEANQ0SdCycLh+0dtslbC4UQtmaq95C1VXR53wqmZOm+EAm\n"
        "o1RiuDDS5SqSZGxgT7mLdHgyS4yq5fg4TwCr2TBwC9aVn9JpSot+Ca8IkK1QCp9v\n"
        "nx4IPHVCUhZIRjUJX3l62WBCcpCCeaJBtVqSjY2xk/Pa5V75V+Z+E4LEnSl62h6f\n"
        "skDj9R5sx0yQs5IKKMlF3kPbWFFsytiUisL5q1Um5YxCwYyZt2cff/QoxsvVxP2D\n"
        "iHcOdPaewA7dPcIQpSRwzCk3mH3DPOx1Rd8UZ2zKJoPyV6TJvqytuNZSWdexn3cg\n"
        "D+RIliPFJx/mZuWWuK3CsktugHWnPO43IWB0CDtgwQKBgQDCvt7thI9e+TNZIZj4\n"
        "ZB6YrBR6JeM1upTfFDO4u61Av6rtdcLWrhWK/xkOPVuLnugrWybaldIOIsS5Ie6L\n"
        "I27bjeVsCVhwuScLEozaGTraYQLR6DPq1PYUPRsgUJuaVtrSkHq+H5yy5OlnlUgX\n"
        "6o3rlCV9l7Htc4308ygaf8sRBQKBgQDAKYmE8U2rce7K/Vq1yfNw8njH8pxsMemL\n"
        "YtRGXT5ASGr7EiZu0M6Ak3VP6DSxBCfTdGya6c1GKhs7mSj4/uV+WpYSbgGytJC6\n"
        "q57d2bRLb4yX+iCpFJD9iu2CqNdOq8biyddr/79VRinWUq8SMJV9quAIWuKcmaD/\n"
        "salDiqEHvwKBgQC9nR5tYL4/mJ+YTxAj+UeZGyMs8yrQq4Q71+2sFn/QJU6Fuj0k\n"
        "zYcIOOzqYm95+BTR8gRYm7tULCIip5kdPDi56OTSVh8YUg5jx4IA8MPO0NnwCwhR\n"
        "w1x9xClfQ1zd32db0XTRHPJzdFKVmlIBh0z7bNk7+bEyI2q6bu5DLt5HCQKBgAyA\n"
        "p1nm+U62UvsSENzTDuvCWulnd5XyiWdwPq91UZ+NFqjPPYDoRQdIkNFqIkOCKbUw\n"
        "VgCeRaTTCIKQLIJG01etPSZl0eZ2qRP8JpH4oCpoT5VzyLw3gld8uodNxPRxaLdI\n"
        "uqNkOGar8fzn1EwyrQdIHttsTmIx/K+mN4UVd/SxAoGBAKoPzHtNVehDrqLQ4MNe\n"
        "Ol9jUBoF/J8oath5XYiY8etK/C8CJByD2s7ZcFwfUkDvlH0f+Tb7KK3tWaK0BahZ\n"
        "sbpL84ubb1MAqs4YUUi0/hy6JQ4s6S2MI5orV8OlRiZEge8iAYpnuvs68sW+T86c\n"
        "+VN+Thie/0AxcDGcdpMBypaK\n"
        "-----END PRIVATE KEY-----\n";
    return it;
}

const std::string& bank_test_key() {
    static const std::string it =
        "-----BEGIN PRIVATE KEY-----\n"
        "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDSWpeKJKLbMDJr\n"
        "UOkR24wzSoCF9Q6CLXv0pBC7CbjDtwDP8cEyZJNaieftuGMv4jJHnTLjPrLLIi3o\n"
        "COOOgJigw6E4pw0QmiiSL6dLDCkcN8BEsjv+xE2oeGPye3hwC93YcrmWhdUO9Sgx\n"
        "O/nsdSx768o5q3d/IvGiV8hAQ6PmirtKv4boyZEuAvFee57F+2+P8MgyZefdjWMD\n"
        "b+DmcncL84pTe7R0Go3Il2PZh4g0XR0SHxWF2BVesUn3JJLIm1UzEqQ9Q8li6Z7f\n"
        "kqQtEG57DRSnm7rV0E/hK+ij1LXYkLw0RS+qSO9Ch9q3EUfks4/I36DHapD9aDvc\n"
        "No/k9CJTAgMBAAECggEAOWkFK+xE0FquoBB0k+2eLY97VVQlEg1U49d1Q37rQOss\n"
        "2xQJnPXLK64wsPYeh/6Np3L1ZQUDKiKZcdcfOBDL1zCdS0d4btwMD53W5Eoc3Dkx\n"
        "De6xJh6wbTbyXEcrfzUV5pGlKjo7hHoPbqSGWO0/51BaoHO2SOoiFaMsobF0RaJ/\n"
        "qn7ACDCLFo03jDFPEVXI7bHvLqKpgN1ItAKYkwpkC6agSEQG7JHYoERqPuAVcyOD\n"
        "e0TD15Zn4psZGXzlz76w04jDKLvjgQmFKpTt0u1Ds/rq8lCA88f1Etqlj6MslTmH\n"
        "vPE/iFMvcODZTMO1SwO4/qYr2Pg+yOF3Yvi+qv9rUQKBgQDw5NCXhupg7CG2ccGN\n"
        "FMT86Yt91jqfEdWcZARcTRzqgOOsm6u3WFEYjOEbs+RyGsVco23snTRam3xgiJgX\n"
        "EAH2Xp33re9Ezo5Te4VJ5WjO7axOjx3KVY/6yYQ1t32Sa/F6ktVIhEGnMDgm/5qo\n"
        "qZsfr09cy6lh2Z7cO1tanEkIkQKBgQDfi4E48wN1oOcwnSbMFrCxrNwV8l+fgest\n"
        "mpl9CGnr68ErgCzqtzPC0cyWbpyTn9KjfRC8pOjPHzFz0zVaEgfRmS/BumN2v2Eq\n"
        "tsi2HjC2oKtklrFf6Y582uq9X9iG8LtS2ycAsfyqPzvpmCXG9YW2pdocXU6dx9F4\n"
        "d/E0VB/OowKBgHqg4JbidVnVmuvXSOJa2lStRvdOIRVs7MLqH1YlYzz1U/FAZc+1\n"
        "w8KtpMKHdxmnCyU3hPPYqxgc4tn5bwL+gSE71UqKXq02QTm6PYX6pLoCP57WOCIS\n"
        "IHNYNldqCyCIlqsBKFX8DbfgUhV4NPD7Nh6RDeN9QcKwF7Cg/sZHnN4hAoGBALCM\n"
        "bgc7Lh1FcbFcPBrtRKleWwdeP5UrN0DyG4y7C2SO8iXX+iF5hQC1Tz3zp+eTTvld\n"
        "uc0y9Mc33IecZEN5gAFSWXxIJ2vOZAAnEcd7en+RzysHNJkKTUVgZAoiW1DfaSJc\n"
        "AKa061bN0BSB3DwRBoSk4eiK7J8CA/Z/y9jHI8O/AoGBAIWgYRLCbukI5yb1q2tA\n"
        "Yh4OFkusK0ypxp1vbO/vcg9nFriZRLy2AadYaoEY8EvFpbb7WF/IFSijk68fdX90\n"
        "rUAyOTNn3IToCvnVPRzOmOjLSWAC3pCDx6X6gcML5PBWqM6PUM4gMq1ThjVDzsYW\n"
        "pgfC4hp2TLlFOwluOYaUHCJr\n"
        "-----END PRIVATE KEY-----\n";
    return it;
}

const std::string& bank_test_certificate() {
    static const std::string it =
        "-----BEGIN CERTIFICATE-----\n"
        "MIICuDCCAaCgAwIBAgICA+kwDQYJKoZIhvcNAQELBQAwHzEdMBsGA1UEAwwUVEVT\n"
        "VCBPTkxZIFZQQiBOT1RJRlkwHhcNMjYwMTAxMDAwMDAwWhcNMzYwMTAxMDAwMDAw\n"
        "WjAfMR0wGwYDVQQDDBRURVNUIE9OTFkgVlBCIE5PVElGWTCCASIwDQYJKoZIhvcN\n"
        "AQEBBQADggEPADCCAQoCggEBANJal4okotswMmtQ6RHbjDNKgIX1DoIte/SkELsJ\n"
        "uMO3AM/xwTJkk1qJ5+24Yy/iMkedMuM+sssiLegI446AmKDDoTinDRCaKJIvp0sM\n"
        "KRw3wESyO/7ETah4Y/J7eHAL3dhyuZaF1Q71KDE7+ex1LHvryjmrd38i8aJXyEBD\n"
        "o+aKu0q/hujJkS4C8V57nsX7b4/wyDJl592NYwNv4OZydwvzilN7tHQajciXY9mH\n"
        "iDRdHRIfFYXYFV6xSfckksibVTMSpD1DyWLpnt+SpC0QbnsNFKebutXQT+Er6KPU\n"
        "tdiQvDRFL6pI70KH2rcRR+Szj8jfoMdqkP1oO9w2j+T0IlMCAwEAATANBgkqhkiG\n"
        "9w0BAQsFAAOCAQEAiT2/8NpFOM9ELaJ5xc27ky+3q5crHWbwMpnl7nYBsV3oGnSI\n"
        "6x7HwNrvjWmDryTdp+6Ua+Gk1u8MnHk1N5XOV6fLkUMM3Vb906BPR1SIpciNPAxn\n"
        "RdjFEQZnOCCusJcEs745JNzUnhWlfVTqkcB4OHCrvKxdjtSYXToNpABEWcmfWFvs\n"
        "SXmHvBQCzkWzUUrR3UeWxVeLXRTfHU2FevGnGP8cw/lY4N89gRi9WncoV27GZNGV\n"
        "qxdHpVt+sJmG9QpVvaZoe+C+ZqSNT7h9q47XHj2DPhNnWVEOtlJfurHVt+SGcHS3\n"
        "qMOgltC2Ax2dEZDgOJn1jAJWxahRJdno9k5qew==\n"
        "-----END CERTIFICATE-----\n";
    return it;
}

}  // namespace dvcpay::sandbox::vpbank
