package org.bouclier.node.command;

import java.util.List;

/** A verb that is nothing but a group of verbs, as in {@code bouclier archive verify}. */
interface VerbGroup {

  /** Its verbs, in the order in which its help shows them. */
  List<Object> verbs();
}
