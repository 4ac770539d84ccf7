/* Structs, unions, enums and constants of many kinds, read by the parser and by the C compiler. */
#define WIDTH 3
#define HEIGHT (WIDTH * 2 + 1)
#define MASK (~0u >> 4)
#define MINUS (-1)
#define HUGE_COUNT 0xFFFFFFFFFFFFFFFFull
#define LETTER 'q'
#define WORDS (sizeof(long) * HEIGHT)
#define CHOICE (WIDTH > 2 ? WIDTH : -WIDTH)

struct opaque;
enum plain { RED, GREEN = 5, BLUE };
enum negative { LOW = -3, HIGH = LOW + (1 << 10) };
typedef enum { BIT0 = 1, BIT31 = 1u << 31 } bits;
typedef enum tagged { ONE = 1 } named_tagged;

struct empty_tail { int n; double tail[]; };
struct one_char { char c; };
struct char_int { char c; int i; };
struct char_double { char c; double d; };
struct int_char { int i; char c; };
struct mixed { char a; short b; char c; int d; char e; long f; char g; long long h; char k; };
struct unsigned_mixed { unsigned char a; unsigned short b; unsigned c; unsigned long d; unsigned long long e; };
struct signed_mixed { signed char a; signed short int b; signed c; long signed int d; };
struct floats { float a; double b; float c; };
struct complexes { char a; float _Complex b; char c; double _Complex d; };
struct booleans { _Bool a; bool b; int c; _Bool d[5]; };
struct standard { int8_t a; uint8_t b; int16_t c; uint16_t d; int32_t e; uint32_t f; int64_t g; uint64_t h; };
struct sizes { char a; size_t b; char c; ssize_t d; char e; ptrdiff_t f; char g; intptr_t h; char k; uintptr_t l; };
struct more { char a; wchar_t b; char c; npy_intp d; char e; intmax_t f; uint_least16_t g; };
struct pointers { char a; void *b; const char *c, **d; char e; FILE *f; struct opaque *g; };
struct functions { char a; int (*b)(int, ...); char c; void (*(*d)(int))(double); double (*e[3])(double); };
struct arrays { char a[3]; short b[HEIGHT]; double c[2][WIDTH]; char d[1][2][3]; };
struct nested { char a; struct inner_tagged { short x; double y; } b; char c; struct inner_tagged d[2]; };
struct unnamed { char a; struct { int x; struct { char y; double z; } deep; } b[2][3]; char c; };
struct anonymous { char a; union { double d; struct { char lo, hi; }; }; struct { char e; int f; }; char g; };
struct list { struct list *next, *previous; struct list **all; char c; };
struct enums { char a; enum plain b; char c; bits d; named_tagged e; };
struct qualified { const int a; volatile char b; const volatile double c; char *const restrict d; };
struct __attribute__((packed)) packed_front { char a; double b; short c; void *d; };
struct packed_behind { char a; long b[2]; struct char_double c; char d; } __attribute__((packed));
struct packed_inside { char a; struct packed_front b; int c; struct packed_behind d[3]; };
struct __attribute__((__packed__)) packed_unnamed { char a; struct { char b; int c; } d; union { double e; char f; }; };
struct char_string { char a[17]; };
struct two_tails { struct char_string a; short b; struct char_string c; };
struct many { int a, *b, c[2], (*d)[2], (*e)(void), f; };

union numbers { int i; double d; char c; };
union odd_size { char a[5]; short b; };
union with_struct { char a; struct { char b; int c; } d; double e; };
union __attribute__((packed)) packed_union { char a[7]; double b; };
union nested_union { union { char a; long b; }; struct list *c; union numbers d[3]; };
struct with_unions { char a; union odd_size b; char c; union packed_union d; union numbers e; };

typedef struct { double x, y; } point;
typedef struct segment { point from, to; struct segment *next; } segment_t, *segment_p;
typedef union { point p; double v[2]; } vec2;
typedef double matrix[3][4];
typedef int (*compare)(const void *, const void *);
struct typedefs { char a; point b; char c; segment_t d; segment_p e; vec2 f; matrix g; compare h; };
struct late { char a; struct early *b; };
struct early { struct late a; char b; };

double apply(const double x[], int n, compare f, struct early *e);
extern struct early table[WIDTH];
