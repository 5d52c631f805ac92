// The engine with both programs, in a worker. Made of one file: a worker that imports cannot be built by every bundler.
import { serve } from './engine/serve.js';
import { open } from './local.js';

serve(open);
