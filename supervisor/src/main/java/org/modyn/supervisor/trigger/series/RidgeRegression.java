package org.modyn.supervisor.trigger.series;

import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;

/**
 * A line through points, fitted by ridge regression: least squares with a penalty on the square of
 * the slope (Hoerl and Kennard 1970). The intercept has no penalty, so that one point gives a
 * constant. The results are those of scikit-learn's {@code Ridge}.
 *
 * <p>Adding a point takes constant time; the points are not kept, but their means and central
 * moments, which are updated by Welford's method (1962) so that no digits are lost in large values.
 * Used by one thread.
 */
public final class RidgeRegression {
  private final double penalty;
  private long points;
  private double meanX;
  private double meanY;
  private double momentXx;
  private double momentXy;

  /**
   * @param penalty of the squared slope, at least 0; {@code alpha} in scikit-learn
   * @param state of the regression to continue, or the initial one
   */
  public RidgeRegression(double penalty, PolicyState state) {
    this.penalty = penalty;
    if (!state.isInitial()) {
      PolicyStateReader reader = new PolicyStateReader(state);
      this.points = reader.readLong();
      this.meanX = reader.readDouble();
      this.meanY = reader.readDouble();
      this.momentXx = reader.readDouble();
      this.momentXy = reader.readDouble();
    }
  }

  /** Adds a point with finite coordinates. */
  public void add(double x, double y) {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException("the point is (" + x + ", " + y + ")");
    }
    points++;
    double distanceX = x - meanX;
    meanX += distanceX / points;
    meanY += (y - meanY) / points;
    momentXx += distanceX * (x - meanX);
    momentXy += distanceX * (y - meanY);
  }

  /** Returns the number of points. */
  public long points() {
    return points;
  }

  /** Returns the mean of the second coordinates of the points, of which there is at least one. */
  public double meanY() {
    requirePoints();
    return meanY;
  }

  /** Returns the line's value at {@code x}; there must be at least one point. */
  public double predict(double x) {
    requirePoints();
    double denominator = momentXx + penalty;
    double slope = denominator == 0 ? 0 : momentXy / denominator;
    return meanY + slope * (x - meanX);
  }

  private void requirePoints() {
    if (points == 0) {
      throw new IllegalStateException("there is no point");
    }
  }

  /** Returns the state after the last point; the initial state if there is none. */
  public PolicyState state() {
    if (points == 0) {
      return PolicyState.initial();
    }
    return new PolicyStateWriter()
        .writeLong(points)
        .writeDouble(meanX)
        .writeDouble(meanY)
        .writeDouble(momentXx)
        .writeDouble(momentXy)
        .toState();
  }
}
