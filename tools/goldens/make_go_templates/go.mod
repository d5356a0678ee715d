module hearth/goldens

go 1.23
