/**
 * Floor 0. The shell of the pages: layout, words in French and English, components, live stream.
 * Knows no desk: a desk brings its own pages, figures and links.
 */
@ApplicationModule(allowedDependencies = {"site"})
@NullMarked
package org.bouclier.node.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
