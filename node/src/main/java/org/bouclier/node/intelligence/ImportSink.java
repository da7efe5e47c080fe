package org.bouclier.node.intelligence;

/** Takes what a reading finds, in the order of the file. */
interface ImportSink {

  /** An object to store. */
  void take(Draft draft);

  /** Something that is not kept, and why. */
  void refuse(Outcome refusal);
}
