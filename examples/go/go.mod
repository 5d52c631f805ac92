module menhu.example/menhu

go 1.25
