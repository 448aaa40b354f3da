/** Tests of the ports that need no codec. */
@NullMarked
package io.tesela.media;

import org.jspecify.annotations.NullMarked;
