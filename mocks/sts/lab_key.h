// The key that every identity provider of this world signs with: RSA, 2,048 bits, as the numbers of
// a JWK (RFC 7518, section 6.3), base64url.
//
// It is public by design and protects nothing: it stands here for everybody to read, only this mock
// trusts it, and no key of AWS's, of GitHub's or of a cluster's is like it. It is fixed because
// tokens must be the same for the same seed, and because making one takes longer (some 100 ms) than
// `rolechain serve` may take to start. One for all: issuers differ in the id of the key
// (lab_kid()), so that a token made by one is refused as another's.
#pragma once

#include <string_view>

namespace rolechain::lab_key {

inline constexpr std::string_view kModulus =
    "467KnBKxxVh33OV2ikhbMltxjm5G0YqYtn7U3K8gAXhqJ_WV59AFnTQYx5B0wUcc8n9TiOIYDUmg4o8tXfX2"
    "4IoCqHoDMwf3XhESzOOBl3S03oIo6Ngefbk9eT3Hi3QX2vEHByaHLGHl9UT2kx_ExVsAskBb0WcDVw0xSF8N"
    "OaByv0KJHrOuZvqCbmRjSai5QJ40bXaFwVOFa4tUOC47A9k9aoTc7Sx6Fvr0cy2TB9l6_Y55kcCJ5oSKyhxD"
    "lGjJBhsyqYt1m36-"
    "DCvEFuQo1MniSLaXjB5b5pY4u4fUpk5PUGkZyDlnrlWD2JDNeW0h1ezxuIfBmJThJiILCLbaEw";
inline constexpr std::string_view kExponent = "AQAB";
inline constexpr std::string_view kPrivateExponent =
    "WtgyJUXcQnaDFNNFkfU-1f_gdkkP3qmjNyWx_v-tEIkgKiN2FZFNvCS-"
    "QlokC745EZS2GubDXAHlvKAOJPBv-bV3TAuq3SCvlYvQaYnY-jpptGJQul8JA3b2zTpWNRE0N3p2KGc6Bf5l"
    "x5AlphxF4czmoTjGqe2lSoWMBWlPmI7osIp8pV886zOklCquF83t4iqbeA6sKQkiurLrDdA2NsDX0MS0VGxS"
    "bt0YTrwbq-9DO5_JhRUQ1xUPV3wof9TM5U1e5tH2peIJj5G5-CFnEoASWfDD-"
    "MYV_g2cmhfbVi0rWIGt53vKLdjaO_6OAtkDh3CUsEwjVpqc61vAZ3a2GQ";
inline constexpr std::string_view kPrimeP =
    "8oymbFiWeSshsv26MkBOeu2A2I9qoFSNcFMjccTVnNggQAUrLFuZqM8WfOx_lLRy3MSbtMy0Q0KbCD25BnGO"
    "tSHTWzeayfIgQp1w1su551fB0DuTT6fsuXf6JyjPL8966UVBR8JTi_nJ-"
    "8ZmyxaSrlA11BGB8OozN14ti4wtznU";
inline constexpr std::string_view kPrimeQ =
    "8E8WW-HFqZgQTW4baTKCeUyKbvERMMMefSVF--rIO-OKPx7MVIp6qDWyhrPMRSWGe6enbEndIzps42VhE0sn"
    "kZDJ2fgTLQdgTv1USGQ0UWhxD3n2fgFoJdUvEdId_H046BGCUMr0emLMPjJdmlLisNe-uzHx-"
    "WuLmUF47ikuhWc";
inline constexpr std::string_view kExponentP =
    "4qC-w4-"
    "GkZLWevsOZfOmIMAX2sEuXL6EJYbZIG1NNq7Oe2MY8upnyc4tce48SwLMLDFcV3PJnur2Fp4tarLiJ6aCaMG"
    "s1LJyqCuZimlyu5FI27s-qnf5_VX4G2zLIh4X9ywpkdYl4C02KBU6aNofldYGZa8yHZuG3V4W6kPBbR0";
inline constexpr std::string_view kExponentQ =
    "2O0LqfWskOOME9mJNPU7gnPtoyhJ9FKuexniiv3tsuI8Ma6DlO1Mu_t9JMu5YdH2DDnTkJU84kgjc0JY1ynI"
    "lka1b-XYqZU3Axb7tj1-XN6C8Q2PzT9H3J8M1nFuUDZZ4GOt13DeMHxvEtY0WNLpf-nBawoy_Ixwf-"
    "_yUksqi5E";
inline constexpr std::string_view kCoefficient =
    "aSNJY8iFfvskDy274ac8vHQgUQw-"
    "pNCJHLm3g-kQw92NWx5xmyZ5LPlA9g6ajRtHaqd8xJhRft5wfVL8v8qcTO-"
    "HgJIAQyeJezfz1uCh_pTChTt6lVTR1-Jw4dxfrgjJ4ITH_1KRVPrwnbn-UdrqVVgs4L6IVPPaYNt7ZEuXo0k";

}  // namespace rolechain::lab_key
