/**
 * The console in a browser: Debian's Chromium, driven by Playwright. The numbers in the tests'
 * comments are those of the acceptance checks in docs/console.md.
 */
package org.rowmq.it.console;
