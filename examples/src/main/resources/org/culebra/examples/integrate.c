/* An integral over a box, as SciPy's nquad computes it when nothing is left to refine: 21 points for each axis, and
 * a callback with all coordinates at each of them. */

/* Nodes and weights of Gauss-Kronrod on [-1, 1]; the other half mirrors them. */
static const double node[11] = {
    0.995657163025808080735527280689003, 0.973906528517171720077964012084452, 0.930157491355708226001207180059508,
    0.865063366688984510732096688423493, 0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
    0.562757134668604683339000099272694, 0.433395394129247190799265943165784, 0.294392862701460198131126603103866,
    0.148874338981631210884826001129720, 0};
static const double weight[11] = {
    0.011694638867371874278064396062192, 0.032558162307964727478818972459390, 0.054755896574351996031381300244580,
    0.075039674810919952767043140916190, 0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
    0.123491976262065851077958109831074, 0.134709217311473325928054001771707, 0.142775938577060080797094273138717,
    0.147739104901338491374841515972068, 0.149445554002916905664936468389821};

typedef double (*integrand)(int n, double *x, void *user_data);

struct job {
  integrand f;
  void *user_data;
  int n;
  const double *ranges;
  double x[8];
};

static double along(struct job *job, int axis) {
  if (axis < 0) {
    return job->f(job->n, job->x, job->user_data);
  }
  double middle = 0.5 * (job->ranges[2 * axis] + job->ranges[2 * axis + 1]);
  double half = 0.5 * (job->ranges[2 * axis + 1] - job->ranges[2 * axis]);
  double sum = 0;
  for (int i = 0; i < 21; i++) {
    int k = i < 11 ? i : 20 - i;
    job->x[axis] = middle + half * (i < 11 ? -node[k] : node[k]);
    sum += weight[k] * along(job, axis - 1);
  }
  return half * sum;
}

double nquad(integrand f, void *user_data, int n, const double *ranges) {
  struct job job = {f, user_data, n, ranges, {0}};
  return along(&job, n - 1);
}
