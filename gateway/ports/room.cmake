room(NAME ports DIR gateway/ports USES domain)
