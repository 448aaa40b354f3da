/** Tests of what compares results. */
@NullMarked
package io.tesela.standalone.verify;

import org.jspecify.annotations.NullMarked;
