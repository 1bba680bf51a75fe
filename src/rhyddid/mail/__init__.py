"""Mail: parse, classify, fold, address and compose. Bytes in, values out."""
