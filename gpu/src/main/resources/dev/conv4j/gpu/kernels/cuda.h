// The words that the kernels are written in, for CUDA C++.

#define KERNEL(items) extern "C" __global__ __launch_bounds__(items) void
#define KERNEL_2D(items) extern "C" __global__ __launch_bounds__(items) void
#define HELPER __device__ __forceinline__ static

#define GLOBAL
#define SHARED __shared__
#define LOCAL
#define RESTRICT __restrict__

#define BARRIER() __syncthreads()
#define GROUP_X ((int)blockIdx.x)
#define GROUP_Y ((int)blockIdx.y)
#define GROUP_Z ((int)blockIdx.z)
#define GROUPS_Y ((int)gridDim.y)
#define ITEM_X ((int)threadIdx.x)
#define ITEM_Y ((int)threadIdx.y)
#define ITEMS_X ((int)blockDim.x)
#define ITEMS_Y ((int)blockDim.y)

#define UNROLL _Pragma("unroll")
#define UNROLL_TERMS UNROLL

#define LONG long long
#define FLOAT4(a, b, c, d) make_float4(a, b, c, d)
#define INFINITE __int_as_float(0x7f800000)
#define FMA fmaf
#define EXP expf
#define EXP_LESS_ONE expm1f
#define LOG logf
#define LOG1P log1pf
#define SQRT sqrtf
#define ABS fabsf
