// A stub of cuBLASLt, which is only loaded, for cuBLAS's sake.

int stub_cublas_lt_is_here(void) { return 1; }
