import { io } from 'socket.io-client-4.8';
import { everythingWith } from './behaviour/index.mjs';

everythingWith('4.8', io);
