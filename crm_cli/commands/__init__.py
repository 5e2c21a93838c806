"""`crm <noun> <verb>`: read the arguments, call one service or report, give back its result."""
