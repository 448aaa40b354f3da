/** Tests of decoding in another process: the conversation in memory, and with real processes. */
@NullMarked
package io.tesela.media.process;

import org.jspecify.annotations.NullMarked;
