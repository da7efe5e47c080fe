package org.bouclier.node.accounts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Opens a route to those who hold one permission. A route with neither this nor {@link AllowAnyone}
 * nor {@link AllowSignedIn} is closed to all, and a test fails.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Allow {

  /** The permission demanded. */
  Permission value();
}
