package org.bouclier.node;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The framework's view of the node: every desk below this package. {@link Bouclier} decides before
 * it is loaded, so a verb on files costs no framework.
 */
@SpringBootApplication
public class NodeApplication {}
