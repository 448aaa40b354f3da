/** End-to-end tests over the real broker, real codecs and real processes; and the rules of the architecture. */
@NullMarked
package io.tesela.standalone;

import org.jspecify.annotations.NullMarked;
