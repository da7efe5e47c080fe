/** The pages as a person meets them: real nodes in processes of their own, a real Chromium. */
package org.bouclier.node.browser;
