package org.bouclier.stix;

/** What {@link BundleReader} finds at one place of a bundle. */
public sealed interface BundleEntry {

  /** Position in the list, from 0, or -1 for a problem of the bundle itself. */
  long index();

  /** Line of the input, from 1. */
  long line();

  /**
   * A sound object.
   *
   * @param index position in the bundle
   * @param line line on which it starts
   * @param object the object
   */
  record Read(long index, long line, StixObject object) implements BundleEntry {}

  /**
   * Something that is not, and why. The reading goes on after it, unless {@link
   * BundleReader#isComplete} says otherwise at the end.
   *
   * @param problem its index and line name the place
   */
  record Refused(StixProblem problem) implements BundleEntry {

    @Override
    public long index() {
      return problem.index();
    }

    @Override
    public long line() {
      return problem.line();
    }
  }
}
