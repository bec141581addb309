// The words that the kernels are written in, for OpenCL C 1.2.

#define KERNEL(items) __attribute__((reqd_work_group_size(items, 1, 1))) kernel void
#define KERNEL_2D(items) kernel void
#define HELPER inline static

#define GLOBAL global
#define SHARED local
#define LOCAL local
#define RESTRICT restrict

#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE)
#define GROUP_X ((int)get_group_id(0))
#define GROUP_Y ((int)get_group_id(1))
#define GROUP_Z ((int)get_group_id(2))
#define GROUPS_Y ((int)get_num_groups(1))
#define ITEM_X ((int)get_local_id(0))
#define ITEM_Y ((int)get_local_id(1))
#define ITEMS_X ((int)get_local_size(0))
#define ITEMS_Y ((int)get_local_size(1))

// Loops that must be unrolled so that what they index can stay in registers. PoCL, on a processor,
// gains nothing by it, and takes five times as long to compile.
#ifdef POCL_DEVICE_ADDRESS_BITS
#define UNROLL
#else
#define UNROLL _Pragma("unroll")
#endif
// Longer loops, which drivers unroll by their own measure.
#define UNROLL_TERMS

#define LONG long
#define FLOAT4(a, b, c, d) ((float4)(a, b, c, d))
#define INFINITE INFINITY
#define FMA fma
#define EXP exp
#define EXP_LESS_ONE expm1
#define LOG log
#define LOG1P log1p
#define SQRT sqrt
#define ABS fabs
