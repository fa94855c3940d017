#pragma once
// The keys of the specification's vectors (§13.2): test data that opens nothing.
#include <string>

namespace dvcpay::sandbox::vietcombank {

inline constexpr const char* bank_key_lines =
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCkrEjTt9lv86l2"
    "TkNkns1BKJjyBpTBRAE2hFgDOD6Uul0iDZvONh6EH9JihxjwOj7UOSRrBBUDibrE"
    "7G9xpQqabjp0KjTaA10gX2KsQloh9lXpriT5bl/xothOzUBYUCO8GcAhxddKdZAj"
    "0lZXv80h5PFA8O/bmCZihWdQsBXBHxcMVsZ10pT7rACjEboBh+FtJ3kJ8rXNUODZ"
    "zIT7UJPBU3cpxqsqvBesjejlZYoCb0rzItFONjVqmraAFg15k10vF0v/0JpREfJS"
    "A9Z23KEDtlbq+DfIpRi5PUeSYeKFtJv+x6DQHY8MQqLaNKokcRLsirslWFqU7AJO"
    "Ggc99kl9AgMBAAECggEAI0HW6uutZKSbFx8tGz1L7YRDcOhbT6DfkJxX2sKfVYks"
    "WRboUcexE3Fbwmgx/Pc/jgE5DKeoVyRVRoXn24Fuan+oyMfjnn0DYqPBlOe09BoR"
    "rXFxba1F4g7PeNnFydLIv+SUiDabgI/4v06w2WNRyIzD4bdkZ5QlPclZxEMbOUh2"
    "NzrdemccjmgJW3SgmsXoBZdQoeyUXYJK/ScSTt+uiK23uhEHl/5ceINnNhWZn+11"
    "ZDygyGGOEtOBq+0/3MusgdbYZ75bYnQJF9uKjFUyxHJD4N6C7jtiNaQNlfhtLPy6"
    "i0/qr+Yp8cI3MwwPHOrkdOTl5AMhUT6GD8VezEqUAQKBgQDicyA/EHeK0Zn7+gv2"
    "ADGEXyP4XjBCWvISXzCGSD94/rxoO3B+tKgEe4qMSdZgWzJ5No/R5BG33A2Cb8Vi"
    "irCky84U3X03hxfCY+ETbOLknAYOmTi4qoYs45WBYjGCMQ0O8cC7mGjfE62lA6eZ"
    "/Il1dz7JKHK0o8yGR8P/JoCFfQKBgQC6KWtaAPETzAmQ9sMN2wYn77elz+JRjBLf"
    "qC/qil0nNuSk48S6FR6kxkI5G+SyjcDWr7dV5IKhz32nmOOciHFohLiwOYXvHmeI"
    "qLDZumTPZjlRpPCN/vxTk3XKJ+yPNgmlSamnNDJNcaKEFGdbtxmTLnA0i3w9dqIm"
    "P4iGr6gUAQKBgCHzpOgPrfywRGgVK2nsyX/RS/FXHeE1BYpfn0Ti3DFl8BWoo8s7"
    "ht11MGasQ2obAkxOM+4CRe3NHnFqFKwbozRyIinas4V5ycQpeXuSHcqs4fOaYXi+"
    "iHN+g9HsSQP+Grkc4gq+ZSrdJnHRRHW/+VQVVuKOH/SZgna3l9lPioF5AoGAVn92"
    "TOyRF2S/sSam/OIe2yGMEDQmcUOHZXptQSonHFhqJp9aQigcA+3GyWhHfBtXValx"
    "oyw48lxJgz0LzSisoSbB9cfUjoVvD9VpztDHlIJn8aKUzzWCIocqvNKOHQC7vJwc"
    "gv9CvC8nlv0wBTJvZK64HgINqTVdJC5zDjnB/AECgYBHPkWDILe3B176ycuLAVPI"
    "FdqrJqeq29xAE5RISm9E/qVb3wf4cEOxz39xvOo+Ra6zEyg7SwvRwi7W+x1zQuhM"
    "tZ7U1lBqTqdjDjgoYfmIfHDb2wP3odqrWCI0/jgcmZss4h1p1xfjLhL2fB+XGqPn"
    "X0PxBKDto/Uld+fdNJmDOQ==";
inline constexpr const char* partner_key_lines =
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDS0bcbVMtgtEHI"
    "/Pj6M3nVPZdw7Nnduhx6GyWkuxEEycEHVVRyGxePBEnpBjfdNhrlOnl3SXMTcH3G"
    "1KAxcmmE6GagSrAXFWskc0evM81hR7wqOsz/mHlIW/oR2jTCJeaxorxeUAXC6wIH"
    "RjQJU7nIaE14ofn3/X4TiIwHdLPcCAfT5JVivtvk+qIfVQOss/jCJH94i9xOjBPJ"
    "HhRZC1OZbZqfnkshmtKeXxb5okQ9FEio6moShhGKg2dveRnoKP2vBdcgBqyd05af"
    "yjNYyViaIwYCUXYVfwgZ9EdOtB+qRM9wmPP57xJBzijWXS688ZToavCkAJqVI3i7"
    "b7N4JwnTAgMBAAECggEAaN9VSL3WTD1vakXZr1FTHo58mvrf6EpwZxfBEqDSNwEM"
    "SpMapoauogD+qXJj8OG84GJF0V7S5Y00rGfSZralIi4f+0YcMeeAPIoyU0ggN2/h"
    "fVpx5wYY8zN6A056p0gGakBrlzkUnKGeiTLVqPwi87xbKZLeEAzknl/zVLQr0tyu"
    "XVAyIUs2UlhZ8M41Knt1+9ss8BtnB1WOR1qqVekuH6/toqsJMY68fsNdMUjLPwN8"
    "RH4w6HDq8PZ8cZEmP4yZ3j1ajfKgXYJ1vPX7CUx9dmXgquNai9zPiCg1WNAmLakG"
    "yjtDrIgJ1D5ZtAcj5x2rjGJANPYmYL3fYv1i2tsjGQKBgQD1FPYmRhMJ6KOLtUlh"
    "EeTAB3m7ulDeiHTGsrou1FIDP/cDh35ZH+aaOvjRF94GR7bVKyHAdq8bfGN/BviH"
    "FMxO5qVsGjMV1sJxZsMYwva1j+7h8pFqy3rutWDnU8u9SZfwcNm/6FByrGWCwTcJ"
    "eBKZ4u9MDRkLOHbs6Cxxhfo0qQKBgQDcNgEzo1RL59ELe4MPAW92PAm6ruFX49bT"
    "/w6oQuOlWEn1ZJgSita+MHJGlWHo/Tk1yZBRg/xH1b213KV3LwIyPrLitOf3qNEl"
    "eoTbKsVVNjCtbOYrAtjPS0D0w2YwCZMpqFhnifrCtopjEzr2fIEztRx/pWy76des"
    "q0KtgJkcGwKBgGLGIPKJ+XBb51YOKVXK7WOLX7+ONruJSW8vZyQqhCc1J2uvtvda"
    "iQkNzWwP73aefoxpRsAX1TkBp+PxPkbK1hDSmkb4RDCADnu/y891/BJuwPslVQAy"
    "pAgC59wzhIB0YZ0RDmFu0sV0v7C0CGdzkiOdN45yFO7VwfB3HjpeodmJAoGAVf+Z"
    "NItijko3714K7r9GwkvsGMXXJzXJXf1LwhZtRNNX/seMRCGIf7n3xuzr0cuingjb"
    "nZoH2h30+qLy07q+BtVJkxPHS4bYNuTEIbtwWTjShcfzk3SHK11ePrhYngX/PNOL"
    "wtO15HjZTpvh+QTiiEkAmjEGZ9SI79vqLEv+f2UCgYAyWOntZQ4eoI81L2m0dd/5"
    "3IiqKihYXRfISTv6O/qzDhbZnu/rs+djazbYcWWHRlo0h1O+xrHcmmyoW5Fp8vtZ"
    "SVuuWY5+iCvG0HFh2TWC/kYCi+MQ3NXK6y1kYcwNvFCq79ntPxth8TagUs10aKMs"
    "4EpDan+2UFsb2XVVpyzO0A==";

/// PEM.
inline std::string armoured(const std::string& base64) {
    const std::string dashes(5, '-');
    std::string out = dashes + "BEGIN PRIVATE KEY" + dashes + "\n";
    for (std::size_t i = 0; i < base64.size(); i += 64) out += base64.substr(i, 64) + "\n";
    return out + dashes + "END PRIVATE KEY" + dashes + "\n";
}

}  // namespace dvcpay::sandbox::vietcombank
