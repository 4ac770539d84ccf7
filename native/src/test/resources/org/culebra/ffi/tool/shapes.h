#ifndef SHAPES_H
#define SHAPES_H

#include <stdarg.h>
#include <stddef.h>

#define SHAPES_VERSION "1.2"
#define SHAPES_MOST 16u
#define SHAPES_RATIO 0.5
#define SHAPES_ALL ((shapes_set *) -1)
#define SHAPES_NONE ((shapes_set *) 0)
#define SHAPES_AREA(w, h) ((w) * (h))
#define SHAPES_API __attribute__((visibility("default")))

enum shapes_kind { SHAPES_SQUARE, SHAPES_CIRCLE = -7 };

typedef struct { double x, y; } point;
typedef struct shapes_set shapes_set;
struct shapes_state { int count; };
struct shapes_id { unsigned char bytes[20]; };

/*
 * The area of a polygon.
 *
 * Uses the shoelace formula, for example on x[0..n-1] & y:
 *
 *     for (i = 0; i < n; i++) {
 *       sum += x[i] * y[j];
 *     }
 */
SHAPES_API double shapes_area(const double *x, const double *y, size_t n);

int shapes_bounds(const double *x, int n, double *low, double *high);
/* Smallest and largest number,
   which are *low and *high. */


int shapes_split(double x, double *whole); /* splits a number */

/** @brief Counts points.
 *
 *  @param set    the set, not `NULL`
 *  @param[out] n receives the count,
 *                at least 0
 *  @return 0, or an error
 */
int shapes_count(shapes_set *set, unsigned int *n);

// Opens a set by its name,
// and closes it.
shapes_set *shapes_open(const char *name, unsigned flags);
void shapes_close(shapes_set *);

int shapes_find(shapes_set **out, const char **error);
struct shapes_state *shapes_state(void);
int shapes_use(struct shapes_state *state, const point *at);
point shapes_center(const point *all, long n);
int shapes_visit(shapes_set *set, int (*visit)(void *data, const double *x, const char *name), void *data);
int shapes_names(const char *const *names, int n);
unsigned char shapes_log(enum shapes_kind kind, const char *format, ...);
int shapes_vlog(const char *format, va_list list);
int shapes_rows(int (*row)(void *, int, char **, char **), void *data);
const struct shapes_id *shapes_id(shapes_set *set);
int shapes_parse(struct shapes_id *out, const char *text);
int shapes_same(const struct shapes_id *a, const struct shapes_id *b);
void shapes_read(void *data, size_t size, void *user);
int native(int x);
int shapes_missing(int new);
static inline int shapes_twice(int x) { return 2 * x; }

/*
int shapes_last(long long, float *);

   Declared elsewhere.
*/

#if 1
  int shapes_last(long long, float *);
#endif

#endif
