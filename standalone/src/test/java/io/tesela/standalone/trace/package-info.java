/** Tests of what takes traces out of a process. */
@NullMarked
package io.tesela.standalone.trace;

import org.jspecify.annotations.NullMarked;
